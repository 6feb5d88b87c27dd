from tune_cli.reference.contract_types import contract_types
from tune_contract.runtime.receipt import Receipt
from tune_contract.tunejob.action import JobAction


def test_a_type_is_known_by_its_fields_or_values() -> None:
    schemas = {
        "Receipt": Receipt.model_json_schema(),
        "JobAction": {"enum": [each.value for each in JobAction]},
        "RecordError": {"properties": {"index": {}}},
        "Nothing": {},
    }
    assert contract_types(schemas) == {
        "Receipt": "tune_contract.runtime.receipt",
        "JobAction": "tune_contract.tunejob.action",
    }
