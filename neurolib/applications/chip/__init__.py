"""A mixed-signal chip on the bench, from its circuits and wires to the network that runs on it."""

from .chip import (
    INPUT,
    METER,
    READING,
    REFERENCE,
    WRITING,
    Bench,
    Entry,
    OutOfTime,
    Program,
    Result,
    Task,
    VirtualChip,
    digit_task,
    row_by_row,
    run_program,
    volts,
)

__all__ = [
    "INPUT",
    "METER",
    "READING",
    "REFERENCE",
    "WRITING",
    "Bench",
    "Entry",
    "OutOfTime",
    "Program",
    "Result",
    "Task",
    "VirtualChip",
    "digit_task",
    "row_by_row",
    "run_program",
    "volts",
]
