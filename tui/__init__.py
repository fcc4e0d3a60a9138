"""The terminal of Lantik. It talks to the engine only through `workflow`'s public names, in one place: `tui.gateway`."""
