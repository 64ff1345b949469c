"""Elasticsearch 8: for where one machine is not enough. Exactly the answers of the embedded index."""
