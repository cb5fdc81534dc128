package p

var index int

type item struct{ n int }
type items []item

func (s items) Len() int { return len(s) }
func (i item) Len() int  { return i.n }

func sum(list []item, byName map[string]*item, named items, grid [][]item) (total int) {
	for i, it := range list {
		total += it.n + i
	}
	for index = range list {
	}
	for name := range byName {
		total += byName[name].n
	}
	for range list {
		total++
	}
	for _, it := range named {
		total += it.Len() + named.Len() + named[0].Len()
	}
	for _, row := range grid {
		for _, it := range row {
			it.Len()
		}
		row.Len()
	}
	made := make([]item, 3)
	made = append(made, item{})
	last := append(made, list...)[0]
	last.Len()
outer:
	for i := 0; i < len(list); i++ {
		continue outer
	}
	return
}

func first(ch chan item, more ...items) {
	(<-ch).Len()
	v := <-ch
	v.Len()
	more[0].Len()
	more[0][1].Len()
	[]item{{n: 1}}[0].Len()
}
