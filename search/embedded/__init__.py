"""The default index: one folder of SQLite and numpy files a generation. Needs no server."""
