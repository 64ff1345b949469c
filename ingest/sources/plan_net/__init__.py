"""HL7 FHIR R4 provider directories as Da Vinci PDEX Plan-Net has them: what health plans must publish.

An input is a server's base address, or a search of its HealthcareServices (`.../HealthcareService?_lastUpdated=gt2026-01-01`), whose
Bundles are followed by their next links; or a file: a Bundle, or resources one a line (Bulk Data). Our own exports are read back whole,
each claim with who made it. All feeds go into one run: name them together, for a run replaces the one before. A search by `_lastUpdated`
gives only what changed since: it is for looking, not for an index.
"""

from ingest.sources.plan_net.crawl import SOURCE, Spider

__all__ = ["SOURCE", "Spider"]
