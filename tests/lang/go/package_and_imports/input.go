// Package server answers requests.
//
// It has two parts.
package server

import "fmt"

import (
	"net/http"
	str "strings"
	. "math"
	_ "embed"

	"github.com/acme/widgets/v2"
	"gopkg.in/yaml.v3"
	"github.com/acme/go-toolbox"
)

func use() {
	fmt.Println(str.ToUpper("a"), http.StatusOK)
	widgets.Make()
	yaml.Marshal(nil)
	toolbox.Open()
	Sqrt(2)
}
