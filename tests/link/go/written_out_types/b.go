package w

type lock struct{}

func (l *lock) Lock() {}

type entry struct{}

func (e *entry) Use() {}
