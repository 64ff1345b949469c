"""Open Referral HSDS 3: service directories as others publish them (211s, counties, help lines).

An input is an API's address (its root, or its `/services`), whose pages are followed to the last and whose services are fetched whole
where the list holds them short; or a file: a page, a list or lines of services as JSON, or a zip of HSDS's tables as CSV. Our own exports
are read back whole, each claim with who made it. All feeds go into one run: name them together, for a run replaces the one before.
"""

from ingest.sources.hsds.crawl import SOURCE, Spider

__all__ = ["SOURCE", "Spider"]
