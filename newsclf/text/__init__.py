"""Pure functions over text: windows of tokens, tags, quotation marks, speaker names."""
