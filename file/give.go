package file

import (
	"strconv"

	"entente/feature"
	"entente/record"
	"entente/store"
)

// give finds the content of one version of a file.
func give(in *feature.Reading) (store.File, error) {
	id, err := record.ParseID(in.Path("id"))
	revision, numberErr := strconv.Atoi(in.Path("revision"))
	if err != nil || numberErr != nil {
		return store.File{}, store.ErrNotFound
	}
	all, err := in.Tx.FilesOf(in.Channel.ID, id)
	if err != nil {
		return store.File{}, err
	}
	for _, f := range all {
		if f.Revision == revision && f.State == store.FilePresent {
			return f, nil
		}
	}
	return store.File{}, store.ErrNotFound
}

// addressOf is where the content of one version is fetched.
func addressOf(f store.File) string {
	return "/file/" + f.Channel.String() + "/" + f.Record.String() + "/" + strconv.Itoa(f.Revision)
}
