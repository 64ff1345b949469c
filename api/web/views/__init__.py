"""What each page shows: pure functions from finder's values to values that hold only what is read."""
