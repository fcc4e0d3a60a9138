"""How a table looks: its component classes and their default colours.

State is never told by colour alone: the cursor has a bar, a marked row a dot, a sorted column an arrow,
and what a row style means is said in the row's own words.
"""

ROW_STYLES = frozenset({"overdue", "soon", "done", "new", "dim"})
"""The row styles that every table knows. A subclass adds one with a component class `virtual-table--name`."""

COMPONENTS = {
    "virtual-table--header",
    "virtual-table--sorted",
    "virtual-table--row",
    "virtual-table--odd",
    "virtual-table--cursor",
    "virtual-table--bar",
    "virtual-table--marked",
    "virtual-table--mark",
    "virtual-table--hover",
    "virtual-table--empty",
    *(f"virtual-table--{name}" for name in ROW_STYLES),
}

CSS = """
VirtualTable {
    width: 1fr;
    height: 1fr;
    color: $foreground;
    overflow-x: hidden;
    overflow-y: auto;
    scrollbar-size-vertical: 1;

    & > .virtual-table--header { color: $text-muted; background: $foreground 5%; }
    & > .virtual-table--sorted { color: $text-accent; text-style: bold; }
    & > .virtual-table--odd { background: $foreground 3%; }
    & > .virtual-table--overdue { color: $text-error; }
    & > .virtual-table--soon { color: $text-warning; }
    & > .virtual-table--done { color: $text-success; }
    & > .virtual-table--new { color: $text-accent; text-style: bold; }
    & > .virtual-table--dim { color: $text-muted; }
    & > .virtual-table--marked { background: $accent 12%; }
    & > .virtual-table--mark { color: $text-accent; }
    & > .virtual-table--hover { background: $foreground 6%; }
    & > .virtual-table--cursor { background: $foreground 9%; }
    & > .virtual-table--bar { color: $foreground 40%; }
    & > .virtual-table--empty { color: $text-muted; }

    &:focus {
        & > .virtual-table--cursor { background: $primary 28%; text-style: bold; }
        & > .virtual-table--bar { color: $accent; }
    }

    &:ansi {
        & > .virtual-table--header { text-style: underline; background: ansi_default; }
        & > .virtual-table--odd { background: ansi_default; }
        & > .virtual-table--marked { background: ansi_default; text-style: bold; }
        & > .virtual-table--hover { background: ansi_default; text-style: underline; }
        & > .virtual-table--cursor { background: ansi_default; text-style: bold; }
        & > .virtual-table--bar { color: ansi_default; }
    }
    &:ansi:focus {
        & > .virtual-table--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: bold;
        }
        & > .virtual-table--bar { color: $block-cursor-foreground; }
    }
}
"""
