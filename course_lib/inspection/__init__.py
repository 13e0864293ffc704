"""What a `torch.nn.Module` starts from: its parameters, its signals, and what is wrong with them."""

from course_lib.inspection.fixing import fix
from course_lib.inspection.initializing import init_like
from course_lib.inspection.inspect import inspect
from course_lib.inspection.records import Finding
from course_lib.inspection.report import Report
from course_lib.inspection.watching import watch

__all__ = ["Finding", "Report", "fix", "init_like", "inspect", "watch"]
