namespace Weir.Tests.Running;

/// <summary>The two kinds of OpenFlow switches that a lab can have.</summary>
internal static class SwitchKinds
{
    public const string Ovs = "ovs";
    public const string OpenFlow = "openflow";

    /// <summary>Skips the test where the machine lacks what the kind needs.</summary>
    public static void Skip(string kind)
    {
        if (!Environment.IsPrivilegedProcess) { Assert.Skip("labs are built by the superuser"); }
        if (kind == Ovs && !File.Exists("/usr/share/openvswitch/vswitch.ovsschema")) { Assert.Skip("Open vSwitch is not installed (Debian: openvswitch-switch)"); }
    }
}
