"""Where publications come from: files of a folder, lines of a manifest."""
