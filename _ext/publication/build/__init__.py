"""Services for all parts of a build: settings, library and clock, problem reports, cache, incremental builds."""
