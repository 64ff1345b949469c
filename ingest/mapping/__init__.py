"""Any list as a source: a mapping says which column means what, a reader makes listings by it, a drafter proposes one."""
