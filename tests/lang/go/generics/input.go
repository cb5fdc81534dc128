package p

type Ordered interface{ ~int | ~string }

// Set holds members.
type Set[K comparable, V any] struct {
	items map[K]V
}

func (s *Set[K, V]) Put(k K, v V) { s.items[k] = v }

func (s Set[Key, _]) Has(k Key) bool { _, ok := s.items[k]; return ok }

func Max[T Ordered](a, b T) T {
	if a > b {
		return a
	}
	return b
}

func MapAll[T, U any](in []T, f func(T) U) []U { return nil }

func use() {
	s := Set[string, int]{}
	s.Put("a", Max[int](1, 2))
	p := &Set[string, int]{items: nil}
	p.Has("a")
	_ = MapAll[int, string](nil, nil)
	_ = Max(1.5, 2)
}
