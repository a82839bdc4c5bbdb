using System.Globalization;
using Weir.Platform;

namespace Weir.Tests.Platform;

/// <summary>A thread that is raised runs before others; the others stay as they are.</summary>
public sealed class ThreadUrgencyTests
{
    [Fact]
    public void Only_the_calling_thread_is_raised()
    {
        if (!Environment.IsPrivilegedProcess) { Assert.Skip("only the superuser may raise a thread"); }
        int before = Nice(), raised = 0;
        var thread = new Thread(() =>
        {
            ThreadUrgency.Raise();
            raised = Nice();
        });
        thread.Start();
        thread.Join();
        raised.ShouldBe(-10);
        Nice().ShouldBe(before);
    }

    // proc(5): the 19th field, counted behind the name in brackets.
    private static int Nice() => int.Parse(File.ReadAllText("/proc/thread-self/stat").Split(')')[^1].Trim().Split(' ')[16], CultureInfo.InvariantCulture);
}
