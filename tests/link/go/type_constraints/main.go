package main

import "example.com/c/sets"

func newUser() *user { return nil }

func main() {
	byText := map[string]*user{}
	sets.Keys(map[name]*user{})[0].short()
	sets.Values(map[name]*user{})[0].run()
	sets.Keys(byName{})[0].short()
	sets.Values(byName{})[0].run()
	sets.Values(byText)[0].run()
	if u, ok := sets.First(users{}); ok {
		u.run()
	}
	sets.Last([]*user{}).run()
	sets.Last(users{}).run()
	sets.Filter(users{}, func(u *user) bool { return u != nil }).all()
	sets.Filter(users{}, nil)[0].run()
	sets.Receive(make(chan *user)).run()
	sets.Call(newUser).run()
	sets.Make[user]().run()
	sets.Decode[user]("").run()
	u := sets.Make[user]
	u().run()
	sets.Concat(users{}, users{}).all()
	sets.Concat([]users{}...).all()
	sets.Of(users{}, users{})[0].all()
	sets.Of(users{}...)[0].run()
	sets.Of(newUser(), nil)[0].run()
}
