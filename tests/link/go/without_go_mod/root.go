package repo

func Root() {}
