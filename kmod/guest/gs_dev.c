// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/kvmrt_gs: the data path of applications.
 */
#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>
#include "guest.h"

static long dev_status(void __user *to)
{
	struct kvmrt_guest_status status;

	kvmrt_host_status(&status);
	return copy_to_user(to, &status, sizeof(status)) ? -EFAULT : 0;
}

static long dev_log(enum kvmrt_gs_fn fn, const void __user *arg)
{
	struct kvmrt_guest_buf buf;
	int ret;

	/* A closed gate is the answer to whatever the caller asks for. */
	ret = kvmrt_host_check();
	if (ret)
		return ret;
	if (copy_from_user(&buf, arg, sizeof(buf)))
		return -EFAULT;
	if (buf.reserved)
		return -EINVAL;
	return kvmrt_gs_log_user(fn, u64_to_user_ptr(buf.addr), buf.len);
}

static long dev_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case KVMRT_GUEST_IOC_PING:
		return kvmrt_gs_ping(arg);
	case KVMRT_GUEST_IOC_STATUS:
		return dev_status((void __user *)arg);
	case KVMRT_GUEST_IOC_FLUSH:
		return kvmrt_gs_flush(arg);
	case KVMRT_GUEST_IOC_LOG_MSG:
		return dev_log(KVMRT_GS_FN_LOG_MSG, (void __user *)arg);
	case KVMRT_GUEST_IOC_LOG_DATA:
		return dev_log(KVMRT_GS_FN_LOG_DATA, (void __user *)arg);
	default:
		return -ENOTTY;
	}
}

/* The way of KVMRT_GUEST_ADVISE_PING; every other advice is nonsense here. */
static int dev_fadvise(struct file *file, loff_t offset, loff_t len,
		       int advice)
{
	if (likely(advice == KVMRT_GUEST_ADVISE_PING))
		return kvmrt_gs_ping(offset);
	return -EINVAL;
}

static const struct file_operations dev_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= dev_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.fadvise	= dev_fadvise,
	.llseek		= noop_llseek,
};

static struct miscdevice dev = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "kvmrt_gs",
	.fops	= &dev_fops,
	.mode	= 0660,
};

int kvmrt_dev_init(void)
{
	return misc_register(&dev);
}

void kvmrt_dev_exit(void)
{
	misc_deregister(&dev);
}
