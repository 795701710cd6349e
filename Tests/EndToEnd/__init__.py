"""End-to-end tests: the built program against servers on loopback."""
