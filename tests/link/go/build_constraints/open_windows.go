package os

func open() {}

func OpenAll() { open() }
