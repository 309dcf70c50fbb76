/* A V4L2 camera for OpenCV's real capture path on a machine without one: preloaded into the camera worker, it answers
 * the system calls on one device node and delivers real pictures from a file. Built and steered by tests/lab/camera.py.
 *
 *   VCAM_NODE      path of the node, such as /dev/video7
 *   VCAM_PICTURES  file: three little-endian uint32 (width, height, pictures), then the pictures as YUYV
 *   VCAM_CONTROL   file whose first letter is the behaviour:
 *                  o ok, s slow (5 a second), r repeats one picture, f freezes inside the driver, u unplugged
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
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BUFFERS 8
#define NOT_OURS -2

static int camera = -1;
static uint32_t width, height, pictures;
static const unsigned char *picture;
static unsigned char *memory;
static size_t slot, mapped;
static int queued[BUFFERS], head, tail;
static unsigned sequence;
static double last;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static int raw_open(const char *path, int flags) { return (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0); }

static char behaviour(void) {
    char letter = 'o';
    const char *path = getenv("VCAM_CONTROL");
    int file = path ? raw_open(path, O_RDONLY) : -1;
    if (file >= 0) {
        if (read(file, &letter, 1) < 1) letter = 'o';
        close(file);
    }
    return letter;
}

static int load(void) {
    uint32_t head_words[3];
    int file = raw_open(getenv("VCAM_PICTURES"), O_RDONLY);
    if (file < 0 || read(file, head_words, sizeof head_words) != sizeof head_words) return -1;
    width = head_words[0], height = head_words[1], pictures = head_words[2];
    size_t size = sizeof head_words + (size_t)width * height * 2 * pictures;
    const unsigned char *content = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (content == MAP_FAILED) return -1;
    picture = content + sizeof head_words;
    slot = ((size_t)width * height * 2 + 4095) / 4096 * 4096;
    return 0;
}

static int open_camera(const char *path) {
    const char *node = getenv("VCAM_NODE");
    if (!node || strcmp(path, node)) return NOT_OURS;
    if (behaviour() == 'u' || (!picture && load())) {
        errno = ENODEV;
        return -1;
    }
    if (memory) munmap(memory, mapped);
    mapped = slot * BUFFERS;
    camera = memfd_create("vcam", MFD_CLOEXEC);
    if (camera < 0 || ftruncate(camera, (off_t)mapped)) return -1;
    memory = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_SHARED, camera, 0);
    head = tail = 0;
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

static int refuse(int code) {
    errno = code;
    return -1;
}

static int format(struct v4l2_format *asked) {
    if (asked->type != V4L2_BUF_TYPE_VIDEO_CAPTURE) return refuse(EINVAL);
    asked->fmt.pix.width = width;
    asked->fmt.pix.height = height;
    asked->fmt.pix.pixelformat = V4L2_PIX_FMT_YUYV;
    asked->fmt.pix.bytesperline = width * 2;
    asked->fmt.pix.sizeimage = width * height * 2;
    asked->fmt.pix.field = V4L2_FIELD_NONE;
    return 0;
}

static int deliver(struct v4l2_buffer *buffer) {
    char mode = behaviour();
    while (mode == 'f') { /* a read that does not come back until the camera does */
        usleep(20000);
        mode = behaviour();
    }
    if (mode == 'u') return refuse(ENODEV);
    double wait = last + (mode == 's' ? 0.2 : 1.0 / 30) - now();
    if (wait > 0) usleep((useconds_t)(wait * 1e6));
    /* From picture to picture in even steps, so that the rate is exact; after a pause it starts anew. */
    double due = last + (mode == 's' ? 0.2 : 1.0 / 30), time = now();
    last = time - due > 0.1 ? time : due;
    if (head == tail) return refuse(EAGAIN);
    int at = queued[head++ % BUFFERS];
    if (mode != 'r') sequence++;
    memcpy(memory + slot * at, picture + (size_t)width * height * 2 * (sequence % pictures), (size_t)width * height * 2);
    struct timespec stamp;
    clock_gettime(CLOCK_MONOTONIC, &stamp);
    buffer->index = at;
    buffer->bytesused = width * height * 2;
    buffer->length = slot;
    buffer->m.offset = slot * at;
    buffer->sequence = sequence;
    buffer->flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    buffer->timestamp.tv_sec = stamp.tv_sec;
    buffer->timestamp.tv_usec = stamp.tv_nsec / 1000;
    return 0;
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
    case VIDIOC_G_FMT:
    case VIDIOC_TRY_FMT:
    case VIDIOC_S_FMT:
        return format(argument);
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM: {
        struct v4l2_streamparm *rate = argument;
        rate->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
        rate->parm.capture.timeperframe.numerator = 1;
        rate->parm.capture.timeperframe.denominator = 30;
        return 0;
    }
    case VIDIOC_REQBUFS: {
        struct v4l2_requestbuffers *asked = argument;
        if (asked->memory != V4L2_MEMORY_MMAP) return refuse(EINVAL);
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
