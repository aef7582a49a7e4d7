"""A proxy between candidates and site that can cut every connection it carries."""

from __future__ import annotations

import asyncio
import contextlib
import threading

from tests.patience import PATIENCE


class Proxy:
    """Carries bytes between a port of its own and the site's, in a thread of its own."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.writers: set[asyncio.StreamWriter] = set()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        opening = asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.server = asyncio.run_coroutine_threadsafe(opening, self.loop).result(timeout=PATIENCE)
        self.port: int = self.server.sockets[0].getsockname()[1]

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        pair = {writer, inner_writer}
        self.writers |= pair
        with contextlib.suppress(asyncio.CancelledError):  # the proxy is being closed
            await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))
        self.writers -= pair

    def cut(self) -> None:
        """Drop every connection as a broken network does."""
        self.loop.call_soon_threadsafe(self._cut)

    def _cut(self) -> None:
        for writer in self.writers:
            writer.transport.abort()

    def close(self) -> None:
        """Drop everything and end the thread."""
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(timeout=PATIENCE)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(timeout=PATIENCE)
        self.loop.close()

    async def _end(self) -> None:
        self.server.close()
        self._cut()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        writer.close()
