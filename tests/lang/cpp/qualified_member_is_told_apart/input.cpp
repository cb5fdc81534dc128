namespace boost { namespace cnv { struct strtol; } }

namespace boost { namespace cnv {
struct strtol {
    double adjust(double value, int places);
    double other(int);
};
} }

// The owner is named in full: the definition's descriptors read like the declaration's.
double boost::cnv::strtol::adjust(double value, int places)
{
    return places ? value / places : value;
}
