package names

const HeaderTrace = "X-Trace"

const Title = "title"

type Set map[string]bool

type Alias Set

type Page struct {
	Title string
}
