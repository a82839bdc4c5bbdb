using Weir.Programs;

namespace Weir.Running;

/// <summary>What can be done to a program by a word, whether an event of the lab file or the user asks for it.</summary>
internal static class ProgramActs
{
    /// <summary>Does it, and says in a word or two what became of the program; null, with nothing done, when the word is none of start, stop, restart, kill, pause and resume.</summary>
    /// <exception cref="WeirException">The program cannot be started.</exception>
    public static async Task<string?> DoAsync(LabProgram program, string action, CancellationToken cancellation)
    {
        switch (action)
        {
            case "start":
                await program.StartAsync(cancellation).ConfigureAwait(false);
                return "started";
            case "stop":
                await program.StopAsync().ConfigureAwait(false);
                return "stopped";
            case "restart":
                await program.StopAsync().ConfigureAwait(false);
                await program.StartAsync(cancellation).ConfigureAwait(false);
                return "started again";
            case "kill":
                program.Kill();
                return "killed";
            case "pause":
                program.Pause();
                return "paused";
            case "resume":
                program.Resume();
                return "goes on";
            default:
                return null;
        }
    }
}
