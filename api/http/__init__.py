"""The JSON API under /v1. pydantic and FastAPI stand here, at the border, and nowhere deeper."""
