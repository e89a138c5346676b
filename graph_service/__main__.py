"""``python -m graph_service`` and the command ``gtm-graph``.

In: the command line. Out: an exit code. Refuses: nothing itself; see ``cli``.
"""

from __future__ import annotations

from graph_service.cli.main import main

if __name__ == "__main__":
    main()
