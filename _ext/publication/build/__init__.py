"""What every part of a build needs: settings, the site, problem reports, the cache and incremental builds."""
