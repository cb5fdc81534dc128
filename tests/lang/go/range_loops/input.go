package p

var index int

type item struct{ n int }

func sum(items []item, byName map[string]item) (total int) {
	for i, it := range items {
		total += it.n + i
	}
	for index = range items {
	}
	for name := range byName {
		total += byName[name].n
	}
	for range items {
		total++
	}
outer:
	for i := 0; i < len(items); i++ {
		continue outer
	}
	return
}
