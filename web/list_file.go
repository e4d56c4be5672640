package web

import (
	"net/http"
	"strings"

	"entente/access"
	"entente/audit"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// listFile is a list as CSV: exactly these records, in this order, with these
// columns. The name of the file bears the marking of the whole kind.
func (s *site) listFile(w http.ResponseWriter, q *http.Request) {
	kind, known := s.Program.Kinds.Lookup(q.URL.Query().Get("kind"))
	if !known {
		s.notFound(w, q)
		return
	}
	begun := false
	if err := s.departList(q, kind); err != nil {
		s.failed(w, q, err)
		return
	}
	err := s.node.ViewAs(q.Context(), s.personOf(q), func(tx *store.Tx) error {
		in, err := s.open(tx, q)
		if err != nil {
			return err
		}
		a, err := askedOf(in, kind, "")
		if err != nil {
			return err
		}
		labels, err := tx.ListedLabels(in.Channel.ID, kind.Name())
		if err != nil {
			return err
		}
		marking := markingOf(reader{in.Reader}, s.node.Policies, labels, s.node.Now())
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="`+fileName(kind.Name(), marking)+`"`)
		// Its records are named when they have been read; that somebody begins to is
		// on the disk before the first of them leaves.
		taken := s.node.By(in.Person, audit.Export)
		taken.Of, taken.Outcome = []audit.Subject{{Channel: in.Channel.ID}}, "csv"
		if err := s.node.Audit(q.Context(), taken); err != nil {
			return err
		}
		begun = true
		return s.writeList(w, in, a)
	})
	switch {
	case err != nil && begun:
		s.node.Log.Error("a list as CSV broke off", "kind", kind.Name(), "err", err)
		panic(http.ErrAbortHandler) // the file must not look whole
	case err != nil:
		s.failed(w, q, err)
	}
}

// departList notes which entries leave the node as a file, before they do.
func (s *site) departList(q *http.Request, kind *record.Kind) error {
	var entries []store.Departed
	person := s.personOf(q)
	err := s.node.ViewAs(q.Context(), person, func(tx *store.Tx) error {
		in, err := s.open(tx, q)
		if err != nil {
			return err
		}
		a, err := askedOf(in, kind, "")
		if err != nil {
			return err
		}
		query := a.Listing
		query.Limit = store.MaxLimit
		for {
			page, err := tx.List(query)
			for _, r := range page {
				if err := s.node.Permit(tx, access.ToExport, classOf(r.Record)); err != nil {
					return err
				}
				entries = append(entries, store.Departed{Origin: r.Origin, Index: r.Index, Part: store.WholeEntry})
			}
			if err != nil || len(page) < store.MaxLimit {
				return err
			}
			query.After = page[len(page)-1].Position
		}
	})
	if err != nil {
		return err
	}
	return s.node.Depart(q.Context(), store.Departure{How: store.ByExport, Whom: "CSV, " + kind.Name(), Account: person.Account}, entries...)
}

func (s *site) writeList(w http.ResponseWriter, in *opening, a asked) error {
	to, err := record.WriteCSV(a.Kind, w, csvColumns(a)...)
	if err != nil {
		return err
	}
	query := a.Listing
	query.Limit = store.MaxLimit
	for {
		page, err := in.Tx.List(query)
		if err != nil {
			return err
		}
		for _, r := range page {
			value := s.scene(in).value(in.Tx, r.Revision)
			if value == nil {
				continue // a text that cannot be read has no cells
			}
			if err := to.Write(value, r.ID.String()); err != nil {
				return err
			}
		}
		if len(page) < store.MaxLimit {
			return to.Flush()
		}
		query.After = page[len(page)-1].Position
	}
}

// csvColumns are the cells of the columns that the list shows, the title first.
func csvColumns(a asked) []record.Column {
	var all []record.Column
	for _, name := range append([]string{titleField(a.Kind)}, a.Columns...) {
		for _, c := range a.Kind.Columns() {
			at := withoutNumbers(c.Name)
			if at == name || strings.HasPrefix(at, name+".") {
				all = append(all, c)
			}
		}
	}
	return all
}

// fileName is the kind and the marking, in letters that every system takes.
func fileName(kind string, marking ui.Marking) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '.' {
			return r
		}
		return '-'
	}, strings.ReplaceAll(kind, "/", "-")+"."+marking.Words.Text) + ".csv"
}
