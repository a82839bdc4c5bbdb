using System.Collections;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>
/// How an ordinary user's labs are built and entered: the command becomes itself again, in a user namespace of its own or in that of the run. The process stays the same one, so the terminal, signals and the exit
/// code are as they would be without it.
/// </summary>
internal static class UserNamespaceEntry
{
    /// <summary>The variable that says that it was done: once is enough, whatever came of it.</summary>
    private const string DoneVariable = "WEIR_USER_NAMESPACE";

    /// <summary>Goes on in a user namespace when this user may not build networks and the kernel allows one; else returns, and what is built next fails or not.</summary>
    public static void EnterToBuild(CommandContext context)
    {
        if (!context.IsOfThisProcess || UserNamespaces.HasNetworkRights || IsDone || UserNamespaces.Try() is not null) { return; }
        Become(context, UserNamespaces.Making);
    }

    /// <summary>Goes on in the user namespace of a run when it is another than this one.</summary>
    public static void Enter(CommandContext context, RunEntry entry)
    {
        if (!context.IsOfThisProcess || IsDone || UserNamespaces.HasNetworkRights || !UserNamespaces.IsElsewhere(entry.Owner.Pid)) { return; }
        Become(context, UserNamespaces.Entering(entry.Owner.Pid));
    }

    /// <summary>Makes sure that this process may build a plan's network: goes on in a user namespace where that is needed, and throws what stands against it.</summary>
    /// <exception cref="WeirException">This user may not build networks (exit code 3).</exception>
    public static void Require(CommandContext context, LabPlan plan)
    {
        if (plan.IsInMemory) { return; }
        EnterToBuild(context);
        if (!context.IsOfThisProcess || UserNamespaces.HasNetworkRights) { return; }
        UserNamespaceRefusal? refusal = UserNamespaces.Try();
        throw WeirException.Lacking($"a lab is built by the superuser, or by an ordinary user in a user namespace: {refusal?.Reason ?? "this one has lost its rights"}; {refusal?.Remedy ?? "run Weir as the superuser"}", MachineCapability.Rights);
    }

    private static bool IsDone => Environment.GetEnvironmentVariable(DoneVariable) is { Length: > 0 };

    private static void Become(CommandContext context, IReadOnlyList<string> through)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry one in Environment.GetEnvironmentVariables()) { environment[(string)one.Key] = (string?)one.Value ?? ""; }
        environment[DoneVariable] = "1";
        // Inside everybody looks like the superuser: where this user's runs stand is settled here.
        environment["WEIR_REGISTRY"] = RunRegistry.OfThisUser().Folder;
        context.Flush();
        ProcessReplacement.Become([.. through, .. RunSetup.WeirCommand(), .. context.Arguments], environment, context.WorkingFolder);
    }
}
