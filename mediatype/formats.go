package mediatype

// A format is what a name or a declared type claims, and as what its content may
// be recognised: any of these, or what derives from one of them.
type format struct {
	mediaType  string
	extensions []string
	recognised []string
}

const (
	text    = "text/plain"
	archive = "application/zip"
	// compound is the container of office files before 2007, and of HWP.
	compound = "application/x-ole-storage"
)

var formats = []format{
	{"application/pdf", []string{"pdf"}, nil},
	{"application/rtf", []string{"rtf"}, []string{"text/rtf", text}},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{"docx", "docm"}, []string{archive}},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{"xlsx", "xlsm"}, []string{archive}},
	{"application/vnd.openxmlformats-officedocument.presentationml.presentation", []string{"pptx", "pptm"}, []string{archive}},
	{"application/vnd.oasis.opendocument.text", []string{"odt"}, []string{archive}},
	{"application/vnd.oasis.opendocument.spreadsheet", []string{"ods"}, []string{archive}},
	{"application/vnd.oasis.opendocument.presentation", []string{"odp"}, []string{archive}},
	{"application/epub+zip", []string{"epub"}, []string{archive}},
	{"application/msword", []string{"doc"}, []string{compound, "text/rtf"}},
	// Windows declares this of CSV files too.
	{"application/vnd.ms-excel", []string{"xls"}, []string{compound, text}},
	{"application/vnd.ms-powerpoint", []string{"ppt"}, []string{compound}},
	{"application/vnd.ms-outlook", []string{"msg"}, []string{compound}},
	{"application/x-hwp", []string{"hwp"}, []string{compound}},
	{"application/hwp+zip", []string{"hwpx"}, []string{archive}},
	{archive, []string{"zip", "kmz"}, nil},
	{"application/x-7z-compressed", []string{"7z"}, nil},
	{"application/gzip", []string{"gz", "tgz"}, nil},
	{"application/x-tar", []string{"tar"}, nil},
	{"image/png", []string{"png"}, nil},
	{"image/jpeg", []string{"jpg", "jpeg"}, nil},
	{"image/gif", []string{"gif"}, nil},
	{"image/webp", []string{"webp"}, nil},
	{"image/tiff", []string{"tif", "tiff"}, nil},
	{"image/bmp", []string{"bmp"}, nil},
	{"image/heic", []string{"heic"}, []string{"image/heif"}},
	{"image/svg+xml", []string{"svg"}, []string{text}},
	{"audio/mpeg", []string{"mp3"}, nil},
	{"audio/wav", []string{"wav"}, nil},
	{"audio/ogg", []string{"ogg"}, []string{"application/ogg"}},
	{"video/mp4", []string{"mp4", "m4v"}, []string{"video/quicktime", "audio/mp4"}},
	{"video/quicktime", []string{"mov"}, []string{"video/mp4"}},
	{"video/webm", []string{"webm"}, []string{"video/x-matroska"}},
	{text, []string{"txt", "log", "asc"}, nil},
	{"text/csv", []string{"csv", "tsv"}, []string{text}},
	{"text/markdown", []string{"md"}, []string{text}},
	{"text/html", []string{"html", "htm"}, []string{text}},
	{"text/xml", []string{"xml", "xsd", "gml", "kml"}, []string{text}},
	{"application/xml", nil, []string{text}},
	{"application/json", []string{"json", "geojson"}, []string{text}},
	{"text/calendar", []string{"ics"}, []string{text}},
	{"text/vcard", []string{"vcf"}, []string{text}},
	{"message/rfc822", []string{"eml"}, []string{text}},
}

// markers are the entries without which an archive is not a document of its format.
var markers = map[string]string{
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   contentTypes,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         contentTypes,
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": contentTypes,
	"application/vnd.oasis.opendocument.text":                                   mimetypeEntry,
	"application/vnd.oasis.opendocument.spreadsheet":                            mimetypeEntry,
	"application/vnd.oasis.opendocument.presentation":                           mimetypeEntry,
}

const (
	contentTypes  = "[Content_Types].xml"
	mimetypeEntry = "mimetype"
)

var byExtension, byMediaType = index()

func index() (extensions, mediaTypes map[string]format) {
	extensions, mediaTypes = map[string]format{}, map[string]format{}
	for _, f := range formats {
		mediaTypes[f.mediaType] = f
		for _, extension := range f.extensions {
			extensions[extension] = f
		}
	}
	return extensions, mediaTypes
}
