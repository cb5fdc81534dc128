package v

type local int

func (l local) Show() {}

func min(a, b int) int { return max(a, b) }
