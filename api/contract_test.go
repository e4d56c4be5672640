package api_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"entente/api"
)

type object = map[string]any

// A contract is the description, and answers held against it.
type contract struct {
	text     object
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
}

func readContract(t *testing.T, d *desk) *contract {
	t.Helper()
	text, err := api.Describe(d.Program.Kinds, "Entente test")
	if err != nil {
		t.Fatal(err)
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := &contract{compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}}
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	if err := c.compiler.AddResource("openapi.json", tree); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &c.text); err != nil {
		t.Fatal(err)
	}
	return c
}

// at follows names from the root, through references to components.
func (c *contract) at(names ...string) (found object, pointer string) {
	found, pointer = c.text, "#"
	for _, name := range names {
		found, _ = found[name].(object)
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
		if to, ok := found["$ref"].(string); ok && found != nil {
			found, pointer = c.at(strings.Split(strings.TrimPrefix(to, "#/"), "/")...)
		}
	}
	return found, pointer
}

// hold says how an answer is not one that the description names.
func (c *contract) hold(path, method string, answer *httptest.ResponseRecorder) error {
	names := []string{"paths", path, method, "responses", strconv.Itoa(answer.Code)}
	if response, _ := c.at(names...); response == nil {
		return fmt.Errorf("status %d is not described", answer.Code)
	}
	media, _, _ := strings.Cut(answer.Header().Get("Content-Type"), ";")
	content, pointer := c.at(append(names, "content", media)...)
	switch {
	case content == nil:
		return fmt.Errorf("type %q of status %d is not described", media, answer.Code)
	case media == "application/octet-stream":
		return nil
	}
	schema, known := c.schemas[pointer]
	if !known {
		var err error
		if schema, err = c.compiler.Compile("openapi.json" + pointer + "/schema"); err != nil {
			return err
		}
		c.schemas[pointer] = schema
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(answer.Body.Bytes()))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// marker stands in everything wrong that is sent: no answer may repeat it.
const marker = "Qzx-repeated-from-the-request"

// A trial is one request made from the description.
type trial struct {
	name    string
	path    map[string]string
	query   url.Values
	headers map[string]string
	body    string
	most    int // the greatest status that this may come to, 0 for any below 500
}

// An endpoint is one operation with what is sent to it when all is well.
type endpoint struct {
	path, method string
	described    object
	good         trial
}

func (e endpoint) request(d *desk, t trial) *http.Request {
	path := e.path
	for name, value := range e.good.path {
		if other, given := t.path[name]; given {
			value = other
		}
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	if len(t.query) > 0 {
		path += "?" + t.query.Encode()
	}
	q := d.request(strings.ToUpper(e.method), path, t.body)
	if e.good.body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	for name, value := range e.good.headers {
		q.Header.Set(name, value)
	}
	for name, value := range t.headers {
		q.Header.Set(name, value)
		if value == "" {
			q.Header.Del(name)
		}
	}
	return q
}

// endpoints are all operations. Each is pointed at a record that exists.
func endpoints(t *testing.T, d *desk, c *contract) (all []endpoint) {
	t.Helper()
	made := map[string]map[string]any{}
	for _, kind := range d.Program.Kinds.All() {
		if !kind.Writable() {
			made[kind.Name()] = d.madeByItsPages(t, kind)
			continue
		}
		names := []string{"paths", "/channels/{channel}/" + kind.Name(), "post", "requestBody", "content", "application/json"}
		media, _ := c.at(names...)
		body, err := json.Marshal(media["example"])
		if err != nil {
			t.Fatal(err)
		}
		answer := d.answer(d.request("POST", d.the(kind.Name()), string(body)))
		if answer.Code == http.StatusUnprocessableEntity { // it holds what only the private channel may
			answer = d.ask(t, http.StatusCreated, "POST", "/channels/"+d.private(t).String()+"/"+kind.Name(), string(body))
		}
		made[kind.Name()] = read[map[string]any](t, answer)
	}
	paths, _ := c.at("paths")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for _, method := range slices.Sorted(maps.Keys(paths[path].(object))) {
			e := endpoint{path: path, method: method, good: trial{name: "as described", path: map[string]string{
				"channel": d.Channel.String(), "id": made["programme/activity"]["id"].(string), "revision": "1",
			}, most: 299}}
			e.described, _ = c.at("paths", path, method)
			for name, record := range made {
				if strings.Contains(path+"/", "/"+name+"/") {
					e.good.path["id"], e.good.path["channel"] = record["id"].(string), record["channel"].(string)
					if method == "put" {
						e.good.headers = map[string]string{"If-Match": record["etag"].(string)}
					}
				}
			}
			if media, _ := c.at("paths", path, method, "requestBody", "content", "application/json"); media != nil {
				body, err := json.Marshal(media["example"], json.Deterministic(true))
				if err != nil {
					t.Fatal(err)
				}
				e.good.body = string(body)
			}
			all = append(all, e)
		}
	}
	return all
}

func TestTheAPIAgainstItsOwnDescription(t *testing.T) {
	d := atDesk(t)
	c := readContract(t, d)
	all := endpoints(t, d, c)
	want := 9
	for _, kind := range d.Program.Kinds.All() {
		want += 3
		if kind.Writable() {
			want += 2
		}
	}
	if len(all) != want {
		t.Errorf("%d operations are described, %d expected", len(all), want)
	}
	sent := 0
	for _, e := range all {
		for _, trial := range slices.Concat([]trial{e.good}, e.badDoors(d), e.badAddresses(), e.queries(), e.badBodies(t, c)) {
			sent++
			answer := d.answer(e.request(d, trial))
			if err := c.hold(e.path, e.method, answer); err != nil {
				t.Errorf("%s %s, %s: %v", e.method, e.path, trial.name, err)
			}
			if answer.Code >= 500 || trial.most > 0 && answer.Code > trial.most {
				t.Errorf("%s %s, %s: %d %s", e.method, e.path, trial.name, answer.Code, answer.Body)
			}
			if answer.Code >= 400 && bytes.Contains(answer.Body.Bytes(), []byte(marker)) {
				t.Errorf("%s %s, %s: repeats what was sent: %s", e.method, e.path, trial.name, answer.Body)
			}
			if answer.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s %s: may be kept by caches", e.method, e.path)
			}
		}
	}
	t.Logf("%d operations, %d requests", len(all), sent)
}

func (e endpoint) badDoors(d *desk) []trial {
	with := func(name string, pairs ...string) trial {
		t := trial{name: name, body: e.good.body, headers: map[string]string{}}
		for i := 0; i+1 < len(pairs); i += 2 {
			t.headers[pairs[i]] = pairs[i+1]
		}
		return t
	}
	return []trial{
		with("no token", "Authorization", ""), with("a password in place of a token", "Authorization", "Basic "+marker),
		with("a token that nobody has", "Authorization", "Bearer entente_"+strings.Repeat("a", 52)),
		with("a token of another form", "Authorization", "Bearer "+marker), with("a token that may only read", "Authorization", "Bearer "+d.read),
		with("another type accepted", "Accept", "text/html"), with("an Accept that cannot be read", "Accept", ";;"+marker),
		with("no type", "Content-Type", ""), with("another type", "Content-Type", "text/plain"), with("compressed", "Content-Encoding", "gzip"),
		with("no condition", "If-Match", ""), with("a stale condition", "If-Match", `"`+marker+`"`), with("any revision", "If-Match", "*"),
		with("another condition", "If-Match", "", "If-None-Match", marker), with("as a new record, which it is not", "If-Match", "", "If-None-Match", "*"),
		with("Korean", "Accept-Language", "ko"), with("an endless language", "Accept-Language", strings.Repeat("ko,", 9999)),
	}
}

func (e endpoint) badAddresses() (all []trial) {
	for name := range e.good.path {
		if !strings.Contains(e.path, "{"+name+"}") {
			continue
		}
		for _, value := range []string{marker, "0", "-1", "00000000000000000000000000", "0190f5fe-7c00-7a00-8abc-0123456789ab",
			"99999999999999999999", "..", "%00", "<script>", strings.Repeat("x", 5000), "한국어", "\xff"} {
			all = append(all, trial{name: fmt.Sprintf("%s %.20q", name, value), path: map[string]string{name: value}, body: e.good.body})
		}
	}
	return all
}

// queries are the parameters one by one, with values that are good and bad.
func (e endpoint) queries() (all []trial) {
	with := func(name string, values ...string) {
		all = append(all, trial{name: fmt.Sprintf("%s=%.20q", name, values), query: url.Values{name: values}, body: e.good.body})
	}
	with(marker, "1")
	with("", marker)
	parameters, _ := e.described["parameters"].([]any)
	for _, p := range parameters {
		parameter := p.(object)
		if parameter["in"] != "query" {
			continue
		}
		name := parameter["name"].(string)
		schema := parameter["schema"].(object)
		choices, _ := schema["enum"].([]any)
		for _, choice := range choices {
			with(name, choice.(string))
		}
		for _, value := range []string{"1", "2024", "2024-13", "0", "-1", "1001", "x", "", marker, strings.Repeat("9", 400), strings.Repeat("x", 70_000), "\xff", "programme/area/0190f5fe-7c00-7a00-8abc-0123456789ab"} {
			with(name, value)
		}
		with(name, "1", "2")
	}
	return all
}

// badBodies are bodies that are no JSON, that are too large, and that differ
// from a good one in one place each.
func (e endpoint) badBodies(t *testing.T, c *contract) (all []trial) {
	t.Helper()
	with := func(name, body string, most int) {
		all = append(all, trial{name: name, body: body, most: most})
	}
	if e.good.body == "" {
		with("a body that nobody asked for", `{"body":"`+marker+`"}`, 0)
		return all
	}
	for name, body := range map[string]string{
		"empty": "", "no JSON": marker, "half of one": e.good.body[:len(e.good.body)/2], "two": e.good.body + e.good.body, "null": "null", "a list": "[]",
		"a number": "1", "a text": `"` + marker + `"`, "no members": "{}", "an unknown member": `{"` + "unknown" + `":1}`, "bytes that are no text": "{\"body\":{\"title\":{\"en\":\"\xff\"}}}",
		"a name twice": `{"body":{},"body":{}}`, "a name twice within": `{"body":{"title":1,"title":2}}`, "null within": `{"body":null,"text":null}`,
		"deep": `{"body":` + strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000) + "}", "a label that is none": strings.Replace(e.good.body, `{"body"`, `{"label":"<a>`+marker+`</a>","body"`, 1),
		"a great number": `{"body":{"title":1e999999999},"limit":1e999999999}`, "many values": `{"body":{"external":[` + strings.Repeat("1,", 30_000) + "1]}}",
		"oversized": `{"body":{"title":{"en":"` + strings.Repeat("x", 2<<20) + `"}}}`, "a megabyte in a title": `{"body":{"title":{"en":"` + strings.Repeat("x", 1<<20) + `"}}}`,
	} {
		with(name, body, 0)
	}
	var good object
	if err := json.Unmarshal([]byte(e.good.body), &good); err != nil {
		t.Fatal(err)
	}
	schema, _ := c.at("paths", e.path, e.method, "requestBody", "content", "application/json", "schema")
	for _, wrong := range c.mutations(good, schema) {
		body, err := json.Marshal(wrong.value)
		if err != nil {
			t.Fatal(err)
		}
		with(wrong.name, string(body), 0)
	}
	return all
}

type mutation struct {
	name  string
	value any
}

// mutations are values that differ from a good one in one member, at any depth.
func (c *contract) mutations(good object, schema object) (all []mutation) {
	if to, ok := schema["$ref"].(string); ok {
		schema, _ = c.at(strings.Split(strings.TrimPrefix(to, "#/"), "/")...)
	}
	properties, _ := schema["properties"].(object)
	for name := range properties {
		change := func(what string, value any) {
			changed := object{}
			maps.Copy(changed, good)
			changed[name] = value
			all = append(all, mutation{name + ": " + what, changed})
		}
		without := maps.Clone(good)
		delete(without, name)
		all = append(all, mutation{name + ": left out", without})
		for what, value := range map[string]any{
			"null": nil, "a number": 1.5, "true": true, "a text": marker, "a long text": strings.Repeat(marker, 1000), "empty": "", "a list": []any{marker},
			"an object": object{"en": marker}, "a control character": "\u0000" + marker, "many": slices.Repeat([]any{marker}, 2000),
		} {
			change(what, value)
		}
		within, _ := properties[name].(object)
		inner, _ := good[name].(object)
		for _, m := range c.mutations(inner, within) {
			change(m.name, m.value)
		}
	}
	return all
}
