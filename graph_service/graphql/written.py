"""The list of mutations: one place from which GraphQL and the command line take them.

In: nothing. Out: :data:`MUTATIONS`. Refuses: nothing.
"""

from __future__ import annotations

import types
from collections.abc import Mapping

from graph_service.graphql.deciding import DECIDING
from graph_service.graphql.erasing import ERASING
from graph_service.graphql.stopping import STOPPING
from graph_service.graphql.writing import Mutation

MUTATIONS: Mapping[str, Mutation] = types.MappingProxyType({one.name: one for one in (*DECIDING, *STOPPING, *ERASING)})
"""Every mutation by its name."""
