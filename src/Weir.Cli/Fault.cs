namespace Weir.Cli;

/// <summary>Turns what ended a command into one line on standard error and the exit code.</summary>
internal static class Fault
{
    private const int BrokenPipe = 32;

    /// <summary>True when the reader of our output went away.</summary>
    public static bool IsOfGoneReader(Exception fault) => fault is IOException { HResult: BrokenPipe };

    /// <summary>Reports <paramref name="fault"/> and gives the exit code. A stack trace is shown only with <c>--verbose</c>.</summary>
    public static int Report(Exception fault, CommandContext context)
    {
        // The reader of our output went away (weir … | head): that is how it wanted to end.
        if (IsOfGoneReader(fault)) { return (int)ExitCode.Success; }

        TryFlush(context);
        switch (fault)
        {
            case WeirException ours:
                context.Error.WriteLine($"weir: {ours.Message}");
                ShowTrace(ours.InnerException, context);
                return ours.ExitCode;
            case OperationCanceledException when context.Cancellation.IsCancellationRequested:
                context.Error.WriteLine("weir: interrupted");
                return (int)ExitCode.Interrupted;
            case FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException:
                context.Error.WriteLine($"weir: {fault.Message}");
                ShowTrace(fault, context);
                return (int)ExitCode.BadUsage;
            case IOException:
                context.Error.WriteLine($"weir: {fault.Message}");
                ShowTrace(fault, context);
                return (int)ExitCode.MachineLacks;
            default:
                string hint = context.Verbose ? "" : "; with --verbose it says where";
                context.Error.WriteLine($"weir: a fault in Weir itself: {fault.GetType().Name}: {fault.Message}{hint}");
                ShowTrace(fault, context);
                return (int)ExitCode.ProgramFailed;
        }
    }

    private static void ShowTrace(Exception? fault, CommandContext context)
    {
        if (context.Verbose && fault is not null) { context.Error.WriteLine(fault); }
    }

    private static void TryFlush(CommandContext context)
    {
        try
        {
            context.Flush();
        }
        catch (IOException unwritable)
        {
            context.Error.WriteLine($"weir: the output could not be written: {unwritable.Message}");
        }
    }
}
