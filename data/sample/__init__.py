"""Two workbooks in the form of SAMHSA's national directories, of facilities that do not exist: for the demo and the tests."""

from data.sample.generate import write_sample

__all__ = ["write_sample"]
