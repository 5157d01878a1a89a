/* Every header card of FITS files as CSV on standard output, read by C cfitsio: what `header --format csv` is compared with.
   Without files, prints the version of cfitsio. cc -O2 cfitsio.c -lcfitsio */
#include <stdio.h>
#include <fitsio.h>

/* A field of CSV in quotes. */
static void put_field(const char *text, char end)
{
    putchar('"');
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"') putchar('"');
        putchar(*c);
    }
    putchar('"');
    putchar(end);
}

static int put_header(fitsfile *fits, const char *name, int hdu)
{
    char keyword[FLEN_KEYWORD], value[FLEN_VALUE], comment[FLEN_COMMENT];
    int type, cards, status = 0;
    if (fits_movabs_hdu(fits, hdu, &type, &status)) return status;
    fits_get_hdrspace(fits, &cards, NULL, &status);
    for (int card = 1; card <= cards; card++) {
        int failed = 0;
        if (fits_read_keyn(fits, card, keyword, value, comment, &failed)) continue;
        printf("%d,%d,", hdu - 1, card - 1);
        put_field(name, ',');
        put_field(keyword, ',');
        put_field(value, ',');
        put_field(comment, '\n');
    }
    return status;
}

int main(int count, char **names)
{
    if (count == 1) {
        printf("%d.%d.%d\n", CFITSIO_MAJOR, CFITSIO_MINOR, CFITSIO_MICRO);
        return 0;
    }
    for (int i = 1; i < count; i++) {
        fitsfile *fits;
        int hdus = 0, status = 0;
        if (fits_open_diskfile(&fits, names[i], READONLY, &status)) {
            fprintf(stderr, "%s: cfitsio reports error %d\n", names[i], status);
            return 1;
        }
        fits_get_num_hdus(fits, &hdus, &status);
        for (int hdu = 1; hdu <= hdus && status == 0; hdu++) status = put_header(fits, names[i], hdu);
        fits_close_file(fits, &status);
        if (status) return 1;
    }
    return 0;
}
