"""LangGraph's tables: `libs/checkpoint-sqlite/langgraph/checkpoint/sqlite/__init__.py` of
github.com/langchain-ai/langgraph."""

from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import stored


class LangGraph(SQLModel, registry=registry()):
    """What its tables are registered with."""


class Checkpoint(LangGraph, table=True):
    """The whole state of a thread at one moment."""

    __tablename__ = "checkpoints"

    thread_id: str = stored("TEXT NOT NULL", "The thread: the stream, with the namespace.", key=True)
    checkpoint_ns: str = stored(
        "TEXT NOT NULL", "The namespace of a subgraph; empty for the graph.", key=True, default="''"
    )
    checkpoint_id: str = stored("TEXT NOT NULL", "A UUID of version 6, so that it grows with time.", key=True)
    parent_checkpoint_id: str | None = stored("TEXT", "The checkpoint that it was made from: a thread is a tree.")
    type: str | None = stored("TEXT", "How the state is written: msgpack, json; with `+aes` encrypted.")
    checkpoint: bytes | None = stored("BLOB", "The channels' values, their versions, and the time as `ts`.")
    meta: bytes | None = stored(
        "BLOB", "JSON: source, step, parents and what the run was called with.", name="metadata"
    )


class Write(LangGraph, table=True):
    """What a task wrote to a channel after a checkpoint; the next one has it in its state."""

    __tablename__ = "writes"

    thread_id: str = stored("TEXT NOT NULL", "The thread.", key=True)
    checkpoint_ns: str = stored("TEXT NOT NULL", "The namespace.", key=True, default="''")
    checkpoint_id: str = stored("TEXT NOT NULL", "The checkpoint that the task began from.", key=True)
    task_id: str = stored("TEXT NOT NULL", "The task.", key=True)
    task_path: str = stored("TEXT NOT NULL", "Where in the graph the task is; in later versions alone.", default="''")
    idx: int = stored("INTEGER NOT NULL", "The place among the task's writes.", key=True)
    channel: str = stored("TEXT NOT NULL", "The channel.")
    type: str | None = stored("TEXT", "How the value is written.")
    value: bytes | None = stored("BLOB", "The value.")
