using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Guests;
using Weir.Lab.Plan;

namespace Weir.Lab.Kinds;

/// <summary>A machine with a kernel of its own: User Mode Linux, whose root is this machine's, read-only.</summary>
public sealed class UmlKind : ILabNodeKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("uml", "A machine with a kernel of its own: User Mode Linux on this machine's root, read-only",
    [
        new("ram", new SizeForm(), "Memory of the machine") { Default = "256 MiB" },
        new("kernel", new TextForm("the path of a kernel"), "The kernel, an executable of User Mode Linux") { Default = "linux.uml" },
        new("options", new ListForm(new TextForm("an option such as quiet")), "More options for the kernel's command line"),
    ]);

    /// <inheritdoc/>
    public bool Switches => false;

    /// <inheritdoc/>
    public bool Forwards => false;

    /// <inheritdoc/>
    public bool HasStack => true;

    /// <inheritdoc/>
    public LabNode Prepare(NodePlan plan, LabNetwork network) => new UmlNode(plan, network);
}
