package os

func Open() { open(); page(); poll() }
