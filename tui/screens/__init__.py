"""The screens: one module or folder each. How to write one: `tui.screens.base`."""
