"""Which listings are one program, and which programs are two sides of one site. Pure rules, each with what it was decided on."""

from ingest.match.programs import Look, doubtful_of, programs_of
from ingest.match.siblings import siblings_of

__all__ = ["Look", "doubtful_of", "programs_of", "siblings_of"]
