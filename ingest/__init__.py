"""Collecting: what sources publish becomes checked listings, and these one file of merged programs."""
