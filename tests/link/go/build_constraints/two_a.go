//go:build special

package os

type T struct{}

func (T) M() {}
