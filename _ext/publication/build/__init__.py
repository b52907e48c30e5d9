"""Services shared by all parts of a build: settings, library, clock, problem reports, cache, incremental builds."""
