"""Programs' own web sites: the few pages of each that answer questions, each answer with the words that give it and their address.

An input is a site's address, or that of one of its pages; several of one host are one site, and files are the saved pages of one. What
other sites said in the last good run stays as it was: a run reads some sites, and a snapshot holds all of them. robots.txt holds, and a
host that does not give it is left alone; one request a second a host, many hosts at once.

Of each site at most 16 pages are read, chosen by the words of their links (`data/sites`). A page's date is the one that it states (its
structured data, "last updated", its Last-Modified header); one that states none is dated by the day on which it was read: unlike a list,
a page says what it says to everyone who reads it. Each listing speaks of one program: one place, one kind of care, one track.
"""

from ingest.sources.program_page.crawl import Spider
from ingest.sources.program_page.declaration import SOURCE

__all__ = ["SOURCE", "Spider"]
