package v

func V() {}
