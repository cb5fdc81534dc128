package os

func page() {}
