package p

import "testing"

func TestAdd(t *testing.T) {
	t.Run("x", func(t *testing.T) { testing_helper(t) })
}

func Testify() {}
func BenchmarkX(b *testing.B) {}
func ExampleThing() {}
func FuzzX(f *testing.F) {}

func testing_helper(t *testing.T) {}

func Éclair() {}
func _hidden() {}
