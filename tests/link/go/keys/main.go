package keys

import (
	"net/http"

	"example.com/keys/names"
)

var header = http.Header{KeyA: {"v"}, "Accept": nil}

var alias = names.Alias{KeyA: true, names.HeaderTrace: false}

// Title is a field, whatever else has the name.
var page = names.Page{Title: Title}

var server = http.Server{Addr: KeyA}

func local(KeyA string) names.Set {
	return names.Set{KeyA: true, "b": true}
}
