/* A V4L2 camera for OpenCV's real capture path on a machine without one: preloaded into the camera worker, it answers
 * the system calls on one device node and delivers real pictures from a file. Built and steered by tests/lab/camera.py.
 *
 *   VCAM_NODE      path of the node, such as /dev/video7
 *   VCAM_PICTURES  file: a uint32 count, then that many entries (struct entry), then the pictures they point at
 *   VCAM_KIND      webcam (MJPG at every rate; YUYV as USB 2 carries it: the larger, the slower), raw (YUYV only, so),
 *                  card (a USB 3 capture card: YUYV only, every size at every rate)
 *   VCAM_LOG       file to which each S_FMT, S_PARM, REQBUFS, STREAMON, open and FREEZE is added as a line
 *   VCAM_CONTROL   file whose first letter is the behaviour:
 *                  o ok, s slow (5 a second), r repeats one picture, f freezes inside the driver, u unplugged,
 *                  w grants and delivers 640 x 480 at most, b colour bars, n a blue card, k black, j uneven,
 *                  e held by another program, p not allowed, g garbage in place of pictures
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BUFFERS 8
#define NOT_OURS -2
#define COUNT(of) ((int)(sizeof(of) / sizeof((of)[0])))

enum scene { PERSON, BARS, BLUE, BLACK };

struct entry {
    uint32_t coding, width, height, scene, offset, size;
};

struct size {
    uint32_t width, height;
    int raw_rate; /* the highest that YUYV reaches over USB 2 */
};

static const struct size sizes[] = {{1920, 1080, 5}, {1280, 720, 10}, {640, 480, 30}};
static const int rates[] = {60, 30, 25, 15, 10, 5};
static const struct size *const smallest = &sizes[COUNT(sizes) - 1];

static int camera = -1;
static const unsigned char *content;
static const struct entry *entries;
static uint32_t count;
static unsigned char *memory;
static size_t slot, mapped;
static int queued[BUFFERS], head, tail;
static unsigned sequence, frames;
static double last;

static uint32_t coding = V4L2_PIX_FMT_YUYV;
static const struct size *size = &sizes[COUNT(sizes) - 1];
static int rate = 30;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static int raw_open(const char *path, int flags) { return (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0644); }
static void raw_close(int file) { syscall(SYS_close, file); }

static void tell(const char *what, unsigned a, unsigned b, unsigned c) {
    const char *path = getenv("VCAM_LOG");
    int file = path ? raw_open(path, O_WRONLY | O_CREAT | O_APPEND) : -1;
    if (file < 0) return;
    char line[80];
    int length = snprintf(line, sizeof line, "%s %.4s %u %u\n", what, (const char *)&a, b, c);
    if (write(file, line, (size_t)length) < 0) errno = 0;
    raw_close(file);
}

static char behaviour(void) {
    char letter = 'o';
    const char *path = getenv("VCAM_CONTROL");
    int file = path ? raw_open(path, O_RDONLY) : -1;
    if (file >= 0) {
        if (read(file, &letter, 1) < 1) letter = 'o';
        raw_close(file);
    }
    return letter;
}

static int kind_is(const char *kind) {
    const char *given = getenv("VCAM_KIND");
    return !strcmp(given ? given : "webcam", kind);
}

static int load(void) {
    struct stat about;
    int file = raw_open(getenv("VCAM_PICTURES"), O_RDONLY);
    if (file < 0 || fstat(file, &about)) return -1;
    content = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    raw_close(file);
    if (content == MAP_FAILED) {
        content = NULL;
        return -1;
    }
    memcpy(&count, content, sizeof count);
    entries = (const struct entry *)(content + sizeof count);
    return 0;
}

static int refuse(int code) {
    errno = code;
    return -1;
}

static int open_camera(const char *path) {
    const char *node = getenv("VCAM_NODE");
    if (!node || strcmp(path, node)) return NOT_OURS;
    char mode = behaviour();
    if (mode == 'p') return refuse(EACCES);
    if (mode == 'u' || (!content && load())) return refuse(ENOENT);
    if (memory) munmap(memory, mapped);
    slot = (size_t)sizes[0].width * sizes[0].height * 2;
    slot = (slot + 4095) / 4096 * 4096;
    mapped = slot * BUFFERS;
    camera = memfd_create("vcam", MFD_CLOEXEC);
    if (camera < 0 || ftruncate(camera, (off_t)mapped)) return -1;
    memory = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_SHARED, camera, 0);
    head = tail = 0;
    tell("open", 0x20202020, 0, 0);
    return camera;
}

#define OPEN(name)                                                    \
    int name(const char *path, int flags, ...) {                      \
        va_list rest;                                                 \
        va_start(rest, flags);                                        \
        int mode = va_arg(rest, int);                                 \
        va_end(rest);                                                 \
        int opened = open_camera(path);                               \
        if (opened != NOT_OURS) return opened;                        \
        int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, #name); \
        return next(path, flags, mode);                               \
    }
OPEN(open)
OPEN(open64)
int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open64(path, flags); }

int close(int file) {
    if (camera >= 0 && file == camera) camera = -1; /* the number may be another file's next */
    raw_close(file);
    return 0;
}

static int highest_rate(uint32_t of, const struct size *at) {
    return of == V4L2_PIX_FMT_YUYV && !kind_is("card") ? at->raw_rate : 60;
}

/* The rate next to the one asked for that this format has at this size. */
static int granted_rate(int asked) {
    int best = 0;
    for (int i = 0; i < COUNT(rates); i++)
        if (rates[i] <= highest_rate(coding, size) && (!best || abs(rates[i] - asked) < abs(best - asked))) best = rates[i];
    return best;
}

static int has(uint32_t asked) {
    return asked == V4L2_PIX_FMT_YUYV || (asked == V4L2_PIX_FMT_MJPEG && kind_is("webcam"));
}

static const struct size *next_size(uint32_t width, uint32_t height) {
    if (behaviour() == 'w') return smallest;
    for (int i = 0; i < COUNT(sizes); i++)
        if (sizes[i].width <= width && sizes[i].height <= height) return &sizes[i];
    return smallest;
}

static int format(struct v4l2_format *asked, int set, int read_only) {
    struct v4l2_pix_format *pixels = &asked->fmt.pix;
    if (asked->type != V4L2_BUF_TYPE_VIDEO_CAPTURE) return refuse(EINVAL);
    if (set && behaviour() == 'e') return refuse(EBUSY);
    uint32_t granted = read_only ? coding : has(pixels->pixelformat) ? pixels->pixelformat : V4L2_PIX_FMT_YUYV;
    const struct size *at = read_only ? size : next_size(pixels->width, pixels->height);
    if (set) {
        tell("S_FMT", pixels->pixelformat, pixels->width, pixels->height);
        coding = granted, size = at;
        rate = granted_rate(rate);
    }
    memset(pixels, 0, sizeof *pixels);
    pixels->width = at->width;
    pixels->height = at->height;
    pixels->pixelformat = granted;
    pixels->bytesperline = granted == V4L2_PIX_FMT_YUYV ? at->width * 2 : 0;
    pixels->sizeimage = at->width * at->height * 2;
    pixels->field = V4L2_FIELD_NONE;
    return 0;
}

static const struct entry *find(uint32_t of, const struct size *at, enum scene scene, unsigned number) {
    unsigned many = 0;
    for (int pass = 0; pass < 2; pass++) {
        unsigned seen = 0;
        for (uint32_t i = 0; i < count; i++) {
            const struct entry *each = &entries[i];
            if (each->coding != of || each->width != at->width || each->height != at->height || each->scene != scene) continue;
            if (pass && seen == number % many) return each;
            seen++;
        }
        many = seen;
    }
    abort(); /* the lab made too few pictures */
}

static double interval(char mode) {
    if (mode == 's') return 0.2;
    if (mode == 'j') return (frames % 3 ? 0.4 : 2.2) / rate; /* two come close together, then nothing for long */
    return 1.0 / rate;
}

static int deliver(struct v4l2_buffer *buffer) {
    char mode = behaviour();
    if (mode == 'f') tell("FREEZE", coding, size->width, size->height);
    while (mode == 'f') { /* a read that does not come back until the camera does */
        usleep(20000);
        mode = behaviour();
    }
    if (mode == 'u') return refuse(ENODEV);
    if (head == tail) return refuse(EAGAIN);
    /* From picture to picture in even steps, so that the rate is exact; after a pause it starts anew. */
    double due = last + interval(mode), wait = due - now();
    if (wait > 0) usleep((useconds_t)(wait * 1e6));
    double time = now();
    last = time - due > 0.1 ? time : due;
    int at = queued[head++ % BUFFERS];
    frames++;
    if (mode != 'r') sequence++;
    enum scene scene = mode == 'b' ? BARS : mode == 'n' ? BLUE : mode == 'k' ? BLACK : PERSON;
    /* What streams raw keeps its size until it is asked anew; a JPEG says itself how large it is. */
    const struct size *delivered = mode == 'w' && coding == V4L2_PIX_FMT_MJPEG ? smallest : size;
    const struct entry *picture = find(coding, delivered, scene, sequence);
    unsigned char *to = memory + slot * at;
    if (mode == 'g') memset(to, 7, picture->size);
    else memcpy(to, content + picture->offset, picture->size);
    memset(buffer, 0, sizeof *buffer);
    buffer->type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer->memory = V4L2_MEMORY_MMAP;
    buffer->index = at;
    buffer->bytesused = picture->size;
    buffer->length = slot;
    buffer->m.offset = slot * at;
    buffer->sequence = frames;
    buffer->flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    /* The moment the picture was due is the moment it was taken. */
    buffer->timestamp.tv_sec = (time_t)last;
    buffer->timestamp.tv_usec = (suseconds_t)((last - (time_t)last) * 1e6);
    return 0;
}

static int enumerate(unsigned request, void *argument) {
    if (request == VIDIOC_ENUM_FMT) {
        struct v4l2_fmtdesc *about = argument;
        uint32_t known[] = {V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_MJPEG};
        if (about->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || about->index >= 2 || !has(known[about->index])) return refuse(EINVAL);
        about->pixelformat = known[about->index];
        about->flags = about->index ? V4L2_FMT_FLAG_COMPRESSED : 0;
        strcpy((char *)about->description, about->index ? "Motion-JPEG" : "YUYV 4:2:2");
        return 0;
    }
    if (request == VIDIOC_ENUM_FRAMESIZES) {
        struct v4l2_frmsizeenum *about = argument;
        if (!has(about->pixel_format) || about->index >= (unsigned)COUNT(sizes)) return refuse(EINVAL);
        about->type = V4L2_FRMSIZE_TYPE_DISCRETE;
        about->discrete.width = sizes[about->index].width;
        about->discrete.height = sizes[about->index].height;
        return 0;
    }
    struct v4l2_frmivalenum *about = argument;
    unsigned index = 0;
    for (int i = 0; has(about->pixel_format) && i < COUNT(sizes); i++) {
        if (sizes[i].width != about->width || sizes[i].height != about->height) continue;
        for (int j = 0; j < COUNT(rates); j++) {
            if (rates[j] > highest_rate(about->pixel_format, &sizes[i]) || index++ != about->index) continue;
            about->type = V4L2_FRMIVAL_TYPE_DISCRETE;
            about->discrete.numerator = 1;
            about->discrete.denominator = (uint32_t)rates[j];
            return 0;
        }
    }
    return refuse(EINVAL);
}

static int answer(unsigned request, void *argument) {
    switch (request) {
    case VIDIOC_QUERYCAP: {
        struct v4l2_capability *about = argument;
        memset(about, 0, sizeof *about);
        strcpy((char *)about->driver, "uvcvideo");
        strcpy((char *)about->card, "Lab camera");
        about->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        about->capabilities = about->device_caps | V4L2_CAP_DEVICE_CAPS;
        return 0;
    }
    case VIDIOC_G_INPUT:
    case VIDIOC_S_INPUT:
        *(int *)argument = 0;
        return 0;
    case VIDIOC_ENUMINPUT: {
        struct v4l2_input *input = argument;
        if (input->index) return refuse(EINVAL);
        input->type = V4L2_INPUT_TYPE_CAMERA;
        return 0;
    }
    case VIDIOC_ENUM_FMT:
    case VIDIOC_ENUM_FRAMESIZES:
    case VIDIOC_ENUM_FRAMEINTERVALS:
        return enumerate(request, argument);
    case VIDIOC_G_FMT:
        return format(argument, 0, 1);
    case VIDIOC_TRY_FMT:
        return format(argument, 0, 0);
    case VIDIOC_S_FMT:
        return format(argument, 1, 0);
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM: {
        struct v4l2_captureparm *asked = &((struct v4l2_streamparm *)argument)->parm.capture;
        if (request == VIDIOC_S_PARM) {
            struct v4l2_fract step = asked->timeperframe;
            int wanted = step.numerator ? (int)((step.denominator + step.numerator / 2) / step.numerator) : 30;
            tell("S_PARM", coding, (unsigned)wanted, size->width);
            rate = granted_rate(wanted);
        }
        asked->capability = V4L2_CAP_TIMEPERFRAME;
        asked->timeperframe.numerator = 1;
        asked->timeperframe.denominator = (uint32_t)rate;
        return 0;
    }
    case VIDIOC_REQBUFS: {
        struct v4l2_requestbuffers *asked = argument;
        if (asked->memory != V4L2_MEMORY_MMAP) return refuse(EINVAL);
        if (behaviour() == 'e') return refuse(EBUSY);
        if (asked->count) tell("REQBUFS", coding, size->width, size->height);
        if (asked->count > BUFFERS) asked->count = BUFFERS;
        head = tail = 0;
        return 0;
    }
    case VIDIOC_QUERYBUF: {
        struct v4l2_buffer *buffer = argument;
        buffer->length = slot;
        buffer->m.offset = buffer->index * slot;
        return 0;
    }
    case VIDIOC_QBUF:
        queued[tail++ % BUFFERS] = ((struct v4l2_buffer *)argument)->index;
        return 0;
    case VIDIOC_STREAMON:
        tell("STREAMON", coding, size->width, (unsigned)rate);
        last = now();
        return 0;
    case VIDIOC_STREAMOFF:
        return 0;
    case VIDIOC_DQBUF:
        return deliver(argument);
    }
    return refuse(EINVAL);
}

int ioctl(int file, unsigned long request, ...) {
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (camera >= 0 && file == camera) return answer((unsigned)request, argument);
    int (*next)(int, unsigned long, ...) = dlsym(RTLD_NEXT, "ioctl");
    return next(file, request, argument);
}
